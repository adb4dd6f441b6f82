"""Agendas, page and invite."""
