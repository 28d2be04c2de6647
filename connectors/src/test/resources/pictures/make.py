"""Writes the pictures of this folder: python3 make.py"""
from PIL import Image

flag = Image.new("RGB", (24, 16), (255, 0, 0))
flag.paste((0, 255, 0), (12, 0, 24, 8))
flag.paste((0, 0, 255), (0, 8, 12, 16))
flag.paste((255, 255, 0), (12, 8, 24, 16))
mirrored = flag.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
half = flag.convert("RGBA")
half.putalpha(Image.new("L", flag.size, 128))
lying = Image.Exif()
lying[274] = 6
stored = flag.transpose(Image.Transpose.ROTATE_90)

flag.save("plain.png")
flag.save("plain.bmp")
flag.save("plain.jpg", quality=95, subsampling=0)
flag.save("progressive.jpg", quality=95, subsampling=0, progressive=True)
flag.save("lossless.webp", lossless=True)
flag.save("lossy.webp", quality=100)
flag.save("lzw.tiff", compression="tiff_lzw")
flag.save("deflate.tiff", compression="tiff_adobe_deflate")
flag.convert("CMYK").save("cmyk.jpg", quality=95, subsampling=0)
flag.convert("CMYK").save("cmyk.tiff")
flag.quantize(4).save("palette.png")
flag.quantize(4).save("palette.gif")
flag.quantize(4).save("palette.bmp")
flag.quantize(4).save("animated.gif", save_all=True, append_images=[mirrored.quantize(4)])
flag.save("animated.webp", save_all=True, append_images=[mirrored], lossless=True)
flag.save("animated.png", save_all=True, append_images=[mirrored])
flag.save("pages.tiff", save_all=True, append_images=[mirrored])
half.save("half-there.png")
half.save("half-there.webp", lossless=True, exact=True)
half.save("half-there.tiff")
for ending in ("jpg", "png", "tiff", "webp"):
    more = {"quality": 95, "subsampling": 0} if ending == "jpg" else {}
    if ending == "webp":
        more = {"lossless": True}
    if ending == "tiff":
        more = {"tiffinfo": {274: 6}}
    stored.save("lying." + ending, exif=lying, **more)
