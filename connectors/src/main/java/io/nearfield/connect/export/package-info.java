/**
 * What an export leaves behind for its readers: the manifest. Start from {@link
 * io.nearfield.connect.export.ExportManifest}.
 *
 * <p>Allowed imports: Jackson and {@code connect.api}.
 */
package io.nearfield.connect.export;
