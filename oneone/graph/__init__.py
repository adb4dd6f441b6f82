"""Microsoft Graph: one funnel (client, funnel, answers, limits, accounts) and what oneone does with it."""
