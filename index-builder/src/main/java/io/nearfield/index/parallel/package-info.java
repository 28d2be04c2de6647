/**
 * Internal: loops over number ranges by several threads, with results that do not depend on how
 * many. Start from {@link io.nearfield.index.parallel.Ranges}.
 *
 * <p>Allowed imports: the JDK.
 */
package io.nearfield.index.parallel;
