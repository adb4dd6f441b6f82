"""The verbs of the command line, one module a group; `verbs` puts them together."""
