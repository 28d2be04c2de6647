/**
 * What is set by the environment and by a configuration file, where each value came from, and which
 * are secrets. Start from {@link io.nearfield.jobs.config.Settings}.
 */
package io.nearfield.jobs.config;
