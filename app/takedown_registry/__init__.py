"""A takedown registry one can run: intake, case state and the feed that platforms collect."""
