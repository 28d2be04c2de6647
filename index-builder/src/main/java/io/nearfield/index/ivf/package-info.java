/**
 * Cells: which one a vector belongs to, which ones a query looks into ({@link
 * io.nearfield.index.ivf.CoarseQuantizer}), and which lie together in an index partition ({@link
 * io.nearfield.index.ivf.CellGroups}).
 *
 * <p>Allowed imports: the JDK, {@code kmeans}, {@code kernel}, {@code parallel} and the value types
 * of the module.
 */
package io.nearfield.index.ivf;
