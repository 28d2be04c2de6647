package io.nearfield.jobs.quickstart.sample;

import java.util.Locale;

/** The things that are seen in the pictures. Each is one category of the annotations. */
enum Motif {
  TENT(1.5, 0xE4572E, 0xF2A541, 0x3E8E7E, 0x4A6FA5, 0xB23A48) {
    @Override
    void draw(Pen pen, int colour) {
      pen.shape(colour, 0.32, 0, 1, 1, 0, 1);
      pen.shape(Colours.darker(colour), 0.32, 0, 0.62, 0.02, 1, 1, 0.64, 1);
      pen.shape(0x2B2118, 0.32, 0.3, 0.46, 1, 0.2, 1);
      pen.shape(Colours.lighter(colour), 0.32, 0.3, 0.39, 0.62, 0.24, 1, 0.2, 1);
    }
  },
  MUG(1.1, 0xC8553D, 0x2F6690, 0xF4F1DE, 0x588157, 0x6D597A) {
    @Override
    void draw(Pen pen, int colour) {
      pen.ring(Colours.darker(colour), 0.56, 0.22, 1, 0.78, 0.62);
      pen.shape(colour, 0, 0.1, 0.78, 0.1, 0.72, 0.93, 0.06, 0.93);
      pen.oval(colour, 0.06, 0.82, 0.72, 1);
      pen.oval(Colours.lighter(colour), 0, 0, 0.78, 0.2);
      pen.oval(0x4A2C1A, 0.07, 0.04, 0.71, 0.17);
      pen.shape(Colours.lighter(colour), 0.1, 0.28, 0.18, 0.28, 0.21, 0.8, 0.14, 0.8);
    }
  },
  LANTERN(0.55, 0x34495E, 0x9B2226, 0x606C38, 0x7F4F24) {
    @Override
    void draw(Pen pen, int colour) {
      pen.ring(colour, 0.15, 0, 0.85, 0.4, 0.78);
      pen.shape(colour, 0.3, 0.14, 0.7, 0.14, 0.9, 0.3, 0.1, 0.3);
      pen.box(0xFFE8A3, 0.14, 0.3, 0.86, 0.78);
      pen.shape(0xFF9F1C, 0.5, 0.38, 0.68, 0.64, 0.5, 0.76, 0.32, 0.64);
      pen.shape(0xFFF3C4, 0.5, 0.52, 0.58, 0.66, 0.5, 0.74, 0.42, 0.66);
      pen.box(colour, 0.12, 0.3, 0.2, 0.78);
      pen.box(colour, 0.8, 0.3, 0.88, 0.78);
      pen.shape(colour, 0.08, 0.78, 0.92, 0.78, 1, 1, 0, 1);
    }
  },
  TREE(0.62, 0x2D6A4F, 0x40916C, 0x1B4332, 0x52734D) {
    @Override
    void draw(Pen pen, int colour) {
      pen.box(0x5C4033, 0.43, 0.8, 0.57, 1);
      pen.shape(Colours.darker(colour), 0.5, 0.34, 1, 0.86, 0, 0.86);
      pen.shape(colour, 0.5, 0.17, 0.9, 0.62, 0.1, 0.62);
      pen.shape(Colours.mix(colour, 0xFFFFFF, 0.14), 0.5, 0, 0.78, 0.36, 0.22, 0.36);
    }
  },
  MOUNTAIN(1.7, 0x6C7A89, 0x7D6B7D, 0x4F6D7A, 0x8D8D92) {
    @Override
    void draw(Pen pen, int colour) {
      pen.shape(colour, 0, 1, 0.44, 0, 0.63, 0.37, 0.72, 0.28, 1, 1);
      pen.shape(Colours.darker(colour), 0.44, 0, 0.63, 0.37, 0.72, 0.28, 1, 1, 0.52, 1, 0.5, 0.5);
      pen.shape(0xF7FAFC, 0.44, 0, 0.54, 0.2, 0.49, 0.29, 0.44, 0.2, 0.38, 0.31, 0.32, 0.27);
    }
  },
  BOOT(1.15, 0x8B5E34, 0xA44A3F, 0x4E4A3B, 0xC68B59) {
    @Override
    void draw(Pen pen, int colour) {
      pen.shape(
          colour, 0.06, 0, 0.5, 0, 0.52, 0.4, 0.66, 0.52, 0.92, 0.6, 1, 0.72, 1, 0.86, 0.02, 0.86);
      pen.shape(Colours.lighter(colour), 0.06, 0, 0.5, 0, 0.505, 0.1, 0.055, 0.1);
      pen.shape(Colours.darker(colour), 0.78, 0.56, 0.92, 0.6, 1, 0.72, 1, 0.86, 0.76, 0.86);
      for (double at = 0.16; at < 0.5; at += 0.1) {
        pen.box(0xF1E3C6, 0.34, at, 0.53, at + 0.035);
      }
      pen.shape(0x2B2B2B, 0, 0.84, 1, 0.84, 0.98, 1, 0.42, 1, 0.4, 0.94, 0.3, 0.94, 0.28, 1, 0, 1);
    }
  },
  CAMPFIRE(1, 0xF3722C, 0xE85D04, 0xF94144) {
    @Override
    void draw(Pen pen, int colour) {
      pen.shape(
          colour, 0.52, 0, 0.66, 0.28, 0.8, 0.24, 0.86, 0.6, 0.68, 0.84, 0.3, 0.84, 0.14, 0.58,
          0.28, 0.3, 0.38, 0.4);
      pen.shape(
          0xF9C74F, 0.5, 0.3, 0.62, 0.5, 0.72, 0.5, 0.7, 0.72, 0.58, 0.84, 0.38, 0.84, 0.3, 0.66,
          0.42, 0.54);
      pen.shape(0xFFF6D6, 0.5, 0.56, 0.58, 0.72, 0.5, 0.84, 0.42, 0.72);
      pen.shape(0x5C3D2E, 0, 0.8, 0.06, 0.72, 1, 0.92, 0.96, 1);
      pen.shape(0x7A5230, 1, 0.8, 0.94, 0.72, 0, 0.92, 0.04, 1);
    }
  },
  CANOE(2.9, 0xB5452C, 0x2A9D8F, 0xE9C46A, 0x264653) {
    @Override
    void draw(Pen pen, int colour) {
      pen.shape(0x8A5A35, 0.3, 0.05, 0.33, 0, 0.72, 0.6, 0.69, 0.66);
      pen.shape(
          colour, 0, 0.12, 0.1, 0.42, 0.9, 0.42, 1, 0.12, 0.96, 0.7, 0.84, 1, 0.16, 1, 0.04, 0.7);
      pen.shape(
          Colours.lighter(colour),
          0.03,
          0.32,
          0.1,
          0.42,
          0.9,
          0.42,
          0.97,
          0.32,
          0.95,
          0.54,
          0.05,
          0.54);
    }
  },
  BACKPACK(0.8, 0x1D7874, 0xE07A5F, 0x3D405B, 0x81B29A, 0xD4A373) {
    @Override
    void draw(Pen pen, int colour) {
      pen.ring(0x3A3A3A, 0.36, 0, 0.64, 0.2, 0.6);
      pen.shape(
          colour, 0.2, 0.1, 0.8, 0.1, 0.94, 0.3, 0.96, 0.94, 0.88, 1, 0.12, 1, 0.04, 0.94, 0.06,
          0.3);
      pen.box(Colours.darker(colour), 0, 0.5, 0.12, 0.88);
      pen.box(Colours.darker(colour), 0.88, 0.5, 1, 0.88);
      pen.shape(Colours.darker(colour), 0.16, 0.14, 0.84, 0.14, 0.9, 0.4, 0.1, 0.4);
      pen.box(Colours.lighter(colour), 0.22, 0.56, 0.78, 0.9);
      pen.box(Colours.darker(colour), 0.22, 0.64, 0.78, 0.68);
      pen.box(0xF1E3C6, 0.44, 0.36, 0.56, 0.48);
    }
  };

  private final double aspect;

  @SuppressWarnings("ImmutableEnumChecker") // never handed out, never written
  private final int[] colours;

  Motif(double aspect, int... colours) {
    this.aspect = aspect;
    this.colours = colours;
  }

  /** Draws it into the frame of {@code pen}, touching all four sides. */
  abstract void draw(Pen pen, int colour);

  /** Width of its frame for a height of 1. */
  double aspect() {
    return aspect;
  }

  /** One of its colours. */
  int colour(int choice) {
    return colours[Math.floorMod(choice, colours.length)];
  }

  /** Its category in the annotations: {@code tent}. */
  String category() {
    return name().toLowerCase(Locale.ROOT);
  }
}
