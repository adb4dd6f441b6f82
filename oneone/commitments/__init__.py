"""What the two promised each other: found on pages, matched with what is known, shown on the next page; pure rules."""
