"""What is kept between runs: the journal and, once turned on, the encrypted store.

Nothing here writes to disk unless the person asked for it.
"""
