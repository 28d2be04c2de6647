/**
 * Entries and answers: a partition's living entries ({@link
 * io.nearfield.index.search.PartitionIndex}), the truth ({@link
 * io.nearfield.index.search.ExactSearch}) and how near the answers come to it ({@link
 * io.nearfield.index.search.Recall}).
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code parallel}, {@code code} and the trained types
 * of the module.
 */
package io.nearfield.index.search;
