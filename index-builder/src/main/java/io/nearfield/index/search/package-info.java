/**
 * Entries and answers. One query is answered by {@code Search}, many by {@code BatchSearch}: cells
 * in the order of {@code Probing}, each looked through by a {@code Scan}, the best kept by {@code
 * Candidates} and compared again by {@code Rerank}. What they read, {@code LiveEntries} changes:
 * cells of parts that grow behind their readers.
 *
 * <p>Users start from {@link io.nearfield.index.VectorIndex}. Beside it stand the partition of a
 * larger index ({@link io.nearfield.index.search.PartitionIndex}), the truth ({@link
 * io.nearfield.index.search.ExactSearch}), many queries among rows that come in blocks ({@link
 * io.nearfield.index.search.BlockJoin}) and how near answers come to the truth ({@link
 * io.nearfield.index.search.Recall}).
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code parallel}, {@code code} and the trained types
 * of the module.
 */
package io.nearfield.index.search;
