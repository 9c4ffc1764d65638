"""The commands of `takedown-registry`, one module per group.

Each module has `add(commands)`, which declares its commands; `takedown_registry.cli` calls them and turns
what they raise into plain words. Nothing here decides anything about the registry itself.
"""
