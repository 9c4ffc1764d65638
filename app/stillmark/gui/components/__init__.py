"""Small widgets that every screen is made of; they hold no logic of any screen."""
