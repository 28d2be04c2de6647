/**
 * Filter expressions over attributes: {@code price < 20 and lang = 'de'}. Start from {@link
 * io.nearfield.connect.filter.Filter}.
 *
 * <p>Allowed imports: the JDK and {@code io.nearfield.connect.api}.
 */
package io.nearfield.connect.filter;
