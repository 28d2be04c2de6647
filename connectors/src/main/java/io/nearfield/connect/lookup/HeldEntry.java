package io.nearfield.connect.lookup;

import java.util.Map;

/** What is kept in memory beside an entry's code and vector. */
record HeldEntry(String id, Map<String, Object> attributes) {}
