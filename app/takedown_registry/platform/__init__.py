"""What platforms install: collecting from a registry and matching uploads against what was collected.

    exchange      a `threatexchange` exchange that honours withdrawal, acknowledges and sends feedback
    signal_type   a `threatexchange` signal type that looks inside screenshots and turns what it finds
    pull_command  `takedown-registry pull`: the feed into a bank of Hasher-Matcher-Actioner

The first two need `threatexchange` (the extra `platform`); nothing else in this project does.
"""
