/**
 * Keeps an index good while it changes for ever: cells that grow too large are split, cells that
 * shrink too small dissolve into their neighbours, and only the entries near such a border move.
 * Start from {@link io.nearfield.index.living.CellMaintenance}.
 *
 * <p>The model is LIRE: Xu, Liang, Li, Xu, Chen, Zhang, Li, Yang, Yang, Yang, Cheng and Yang,
 * SPFresh: Incremental In-Place Update for Billion-Scale Vector Search, SOSP 2023.
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code code}, {@code search} and the trained types
 * of the module.
 */
package io.nearfield.index.living;
