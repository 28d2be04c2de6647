package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Item;

/**
 * An item as the table has it.
 *
 * @param item what it is
 * @param passage where in a document its text is found; null for a whole item
 */
public record StoredItem(Item item, ItemText.Passage passage) {}
