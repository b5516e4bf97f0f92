"""Front doors: each takes statements from clients and gives them what the engine answers."""
