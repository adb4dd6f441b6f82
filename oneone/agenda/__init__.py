"""Agendas, the page and the invite: the one owner of what people see and of how it is read again."""
