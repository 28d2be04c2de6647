/**
 * The running live job as the other commands see it: where its broker is, how it is started as a
 * process of its own.
 *
 * <p>Allowed imports: the JDK and {@code io.nearfield.connect}. No engine: this serves commands
 * that run without Flink.
 */
package io.nearfield.jobs.live;
