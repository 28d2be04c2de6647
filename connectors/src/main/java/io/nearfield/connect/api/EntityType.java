package io.nearfield.connect.api;

/** What a vector of a feature set belongs to. */
public enum EntityType {
  /** A whole item, or a chunk of a document, which is an item of its own. */
  ITEM,

  /** A labelled part of an item; its entity id is {@code <item id>#<annotation id>}. */
  ANNOTATION
}
