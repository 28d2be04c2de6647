/**
 * What the quickstart is run on: the texts of an invented shop, its help centre, a few guides, and
 * generated pictures with labelled boxes. Start from {@link
 * io.nearfield.jobs.quickstart.sample.SampleData}.
 *
 * <p>The texts are resources beside the package {@code io.nearfield.jobs.quickstart}; the pictures
 * are drawn on the spot, the same to the byte each time. Allowed imports: the JDK, Jackson and
 * {@code io.nearfield.connect.api}.
 */
package io.nearfield.jobs.quickstart.sample;
