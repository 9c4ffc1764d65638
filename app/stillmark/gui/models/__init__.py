"""Real QAbstractItemModels over what the services report; no drawing, no decisions."""
