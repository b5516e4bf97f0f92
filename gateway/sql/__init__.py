"""SQL in: `parse` (text to tree), `bind` (names and types), `render` (tree to the local engine)."""
