/**
 * The mathematics of nearest-neighbour search: what an index is and what near means. Start from
 * {@link io.nearfield.index.IndexSpec}.
 *
 * <p>Allowed imports: the JDK alone.
 */
package io.nearfield.index;
