"""Every screen in every state worth looking at, drawn from frozen view-states: `stillmark gallery --out DIR`.

To add a state: open `states/SCREEN.py`, append a `Shot(Screen.X, "name", "what can be seen", make page, draw
it)`; the draw gets the page and calls its `draw(view_state)`. A new screen gets a file of its own, named in
`collection.py`. Fixed dates, names and numbers only: two runs give the same bytes. No services, no threads.
"""
