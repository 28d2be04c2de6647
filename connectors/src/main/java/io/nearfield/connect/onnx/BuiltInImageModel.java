package io.nearfield.connect.onnx;

import static io.nearfield.connect.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The picture model that comes with Nearfield, {@code image-layout}: where in a picture which
 * colours lie and which way its edges run. It knows nothing of what a picture shows, so it finds
 * pictures that look alike, near-duplicates, same scene, same palette; for meaning, give a trained
 * model's folder.
 *
 * <p>The graph is made here, node by node, from fixed numbers; no weight was trained and its bytes
 * are the same on every machine. It takes a picture of 64 x 64 (resized without regard to its
 * proportions, bilinear) as RGB from 0 to 1 and makes 192 numbers of length 1:
 *
 * <ul>
 *   <li><b>colour layout</b>, 3 x 4 x 4: brightness minus one half, blueness and redness (ITU-R
 *       BT.601), averaged over each of 4 x 4 parts;
 *   <li><b>gradient layout</b>, 8 x 4 x 4: how strongly brightness rises in each of eight
 *       directions (3 x 3 Sobel kernels turned by 45 degrees), averaged over each part, square
 *       root;
 *   <li><b>flatness</b>, 1 x 4 x 4: how much of each part has no edge at all. It keeps the vector
 *       of a picture of one colour, even of middle grey, away from zero.
 * </ul>
 */
final class BuiltInImageModel {

  static final String INPUT = "pixel_values";
  static final String OUTPUT = "image_embeds";
  static final int DIMENSION = 192;

  private static final int SIDE = 64;
  private static final int GRID = 4;
  private static final int DIRECTIONS = 8;

  private static final float COLOUR_WEIGHT = 1.5f;
  private static final float GRADIENT_WEIGHT = 1f;
  private static final float FLATNESS_WEIGHT = 0.25f;

  /** Rows are brightness, blueness, redness; columns red, green, blue. Layout: (3, 3). */
  private static final float[] OPPONENT = {
    0.299f, 0.587f, 0.114f, -0.168736f, -0.331264f, 0.5f, 0.5f, -0.418688f, -0.081312f
  };

  /** Sobel kernels for rising to the right and rising to the lower right. Layout: (2, 3, 3). */
  private static final float[][] SOBEL = {
    {-1, 0, 1, -2, 0, 2, -1, 0, 1}, {-2, -1, 0, -1, 0, 1, 0, 1, 2}
  };

  private BuiltInImageModel() {}

  static ImagePlan plan() {
    byte[] bytes = graph();
    ImageSettings settings =
        new ImageSettings(
            ImageSize.exactly(SIDE, SIDE),
            ResampleFilter.BILINEAR,
            0,
            0,
            1.0 / 255,
            new double[] {0, 0, 0},
            new double[] {1, 1, 1},
            false);
    ModelFile model = ModelFile.of(() -> new ByteArrayInputStream(bytes), Models.BUILT_IN_IMAGE);
    return new ImagePlan(
        Models.BUILT_IN_IMAGE, model, ImageGraph.of(model, settings), settings, List.of());
  }

  /** The model file. */
  static byte[] graph() {
    GraphBuilder graph = new GraphBuilder("image-layout").input(INPUT, -1, 3, SIDE, SIDE);
    colourLayout(graph);
    gradientLayout(graph);
    return graph
        .node(
            "Concat",
            "layout",
            new String[] {"colour_rows", "gradient_rows", "flat_rows"},
            attribute("axis", 1))
        .node(
            "LpNormalization",
            OUTPUT,
            new String[] {"layout"},
            attribute("axis", 1),
            attribute("p", 2))
        .output(OUTPUT, -1, DIMENSION)
        .toBytes();
  }

  private static void colourLayout(GraphBuilder graph) {
    graph
        .floats("opponent", scaled(OPPONENT, COLOUR_WEIGHT), 3, 3, 1, 1)
        .floats("opponent_shift", new float[] {-0.5f * COLOUR_WEIGHT, 0, 0}, 3)
        .node("Conv", "colour", new String[] {INPUT, "opponent", "opponent_shift"})
        .node("AveragePool", "colour_grid", new String[] {"colour"}, pool())
        .node("Flatten", "colour_rows", new String[] {"colour_grid"}, attribute("axis", 1));
  }

  private static void gradientLayout(GraphBuilder graph) {
    graph
        .longs("frame", 0, 0, 1, 1, 0, 0, 1, 1)
        .node("Pad", "framed", new String[] {INPUT, "frame"}, attribute("mode", "edge"))
        .floats("sobel", directionalKernels(), DIRECTIONS, 3, 3, 3)
        .node("Conv", "slopes", new String[] {"framed", "sobel"})
        .node("Relu", "rises", new String[] {"slopes"})
        .node("AveragePool", "rise_grid", new String[] {"rises"}, pool())
        .node("Sqrt", "rise_roots", new String[] {"rise_grid"})
        .floats("gradient_weight", new float[] {GRADIENT_WEIGHT}, 1)
        .node("Mul", "gradient_grid", new String[] {"rise_roots", "gradient_weight"})
        .node("Flatten", "gradient_rows", new String[] {"gradient_grid"}, attribute("axis", 1))
        .floats("less_edges", filled(DIRECTIONS, -FLATNESS_WEIGHT * 4), 1, DIRECTIONS, 1, 1)
        .floats("all_flat", new float[] {FLATNESS_WEIGHT}, 1)
        .node("Conv", "flatness", new String[] {"rises", "less_edges", "all_flat"})
        .node("Relu", "flat", new String[] {"flatness"})
        .node("AveragePool", "flat_grid", new String[] {"flat"}, pool())
        .node("Flatten", "flat_rows", new String[] {"flat_grid"}, attribute("axis", 1));
  }

  private static OnnxMl.AttributeProto[] pool() {
    long[] part = {SIDE / GRID, SIDE / GRID};
    return new OnnxMl.AttributeProto[] {
      attribute("kernel_shape", part), attribute("strides", part)
    };
  }

  /** Sobel kernels on brightness, one per direction. Layout: (8, 3, 3, 3). */
  private static float[] directionalKernels() {
    float[] out = new float[DIRECTIONS * 27];
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      float[] kernel = SOBEL[direction % 2];
      for (int quarter = 0; quarter < direction / 2; quarter++) {
        kernel = turned(kernel);
      }
      for (int channel = 0; channel < 3; channel++) {
        for (int i = 0; i < 9; i++) {
          out[(direction * 3 + channel) * 9 + i] = kernel[i] / 4 * OPPONENT[channel];
        }
      }
    }
    return out;
  }

  /** A 3 x 3 kernel turned by 90 degrees. */
  private static float[] turned(float[] kernel) {
    float[] out = new float[9];
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        out[x * 3 + (2 - y)] = kernel[y * 3 + x];
      }
    }
    return out;
  }

  private static float[] scaled(float[] values, float factor) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] * factor;
    }
    return out;
  }

  private static float[] filled(int n, float value) {
    float[] out = new float[n];
    Arrays.fill(out, value);
    return out;
  }
}
