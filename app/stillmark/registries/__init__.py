"""One file per registry protocol spoken outwards; the only room of the app that may import requests."""
