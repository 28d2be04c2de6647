/**
 * What people and scripts see: aligned tables, shortened texts, progress, JSON. Start from {@link
 * io.nearfield.jobs.render.Table}.
 *
 * <p>Allowed imports: the JDK, {@code io.nearfield.connect.api}, Jackson and the progress bar. No
 * engine.
 */
package io.nearfield.jobs.render;
