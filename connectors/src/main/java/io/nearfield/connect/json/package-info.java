/**
 * Lookups, answers and attributes as JSON, the same at every door. Start from {@link
 * io.nearfield.connect.json.LookupJson} and {@link io.nearfield.connect.json.NeighboursJson}; the
 * fields are specified in {@code docs/live.md}.
 *
 * <p>Allowed imports: the JDK, Jackson and {@code io.nearfield.connect.api}.
 */
package io.nearfield.connect.json;
