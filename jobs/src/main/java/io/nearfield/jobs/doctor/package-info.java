/**
 * Looks whether this machine and this warehouse are fit for work. Start from {@link
 * io.nearfield.jobs.doctor.Doctor}.
 */
package io.nearfield.jobs.doctor;
