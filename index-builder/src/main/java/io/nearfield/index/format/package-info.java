/**
 * Bytes: the layouts of {@code docs/format.md}, and what is thrown when bytes are something else.
 * Start from {@link io.nearfield.index.format.TrainedIndexFormat}.
 *
 * <p>Allowed imports: the JDK and the trained types of the module.
 */
package io.nearfield.index.format;
