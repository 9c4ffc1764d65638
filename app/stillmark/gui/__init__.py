"""The window. PySide6 lives here and nowhere else.

models hold rows, presenters hold the logic of a screen, views draw frozen view-states,
tasks turns plain events of the services into Qt signals. `app.run` opens the window.
"""
