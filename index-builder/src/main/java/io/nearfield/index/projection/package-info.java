/**
 * Pictures of high-dimensional vectors in the plane: principal components, and a layout that keeps
 * neighbours together. Start from {@link io.nearfield.index.projection.Projector}.
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code parallel} and the value types of the module.
 */
package io.nearfield.index.projection;
