/**
 * Filters over attributes, as an expression ({@code price < 20 and lang = 'de'}) or as JSON
 * operators ({@code {"price": {"$lt": 20}}}). Start from {@link
 * io.nearfield.connect.filter.Filter}.
 *
 * <p>Allowed imports: the JDK, {@code io.nearfield.connect.api} and Jackson.
 */
package io.nearfield.connect.filter;
