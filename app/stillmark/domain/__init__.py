"""What the app talks about: frozen dataclasses, state machines, the error tree. Standard library only."""
