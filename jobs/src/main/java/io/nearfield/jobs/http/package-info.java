/**
 * The HTTP door: a small server over Jetty's core, which knows routes, limits, tokens and errors
 * and nothing of datasets; what is answered is in {@link io.nearfield.jobs.http.endpoint}. Start
 * from {@link io.nearfield.jobs.http.HttpDoor}.
 *
 * <p>Allowed imports: the JDK, Jetty, Jackson, the metrics and schema libraries, {@code connect}.
 * No engine.
 */
package io.nearfield.jobs.http;
