"""Sign-in in a browser: handlers that know no framework."""
