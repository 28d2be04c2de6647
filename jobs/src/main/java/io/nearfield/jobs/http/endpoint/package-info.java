/**
 * What the HTTP door answers: datasets, feature sets, indexes, lookups, items, views, runs. Each
 * class is a handful of routes; what they give is in records named {@code Shown...}. Start from
 * {@link io.nearfield.jobs.http.endpoint.LakeRoutes}.
 *
 * <p>Allowed imports: the JDK, Jackson's trees, {@code connect}, {@code jobs.http}. No engine.
 */
package io.nearfield.jobs.http.endpoint;
