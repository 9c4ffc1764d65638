"""The logic of each screen: services in, frozen view-states out. No layout here."""
