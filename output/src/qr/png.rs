//! The smallest PNG writer that serves a QR code: one bit per pixel, stored (uncompressed)
//! blocks. The DOCX package deflates it, so nothing is gained by compressing here.

const STORED_BLOCK: usize = 65_535;

/// Encodes a square image; `dark` is asked for every pixel.
pub(super) fn black_and_white(side: usize, dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let mut raw = Vec::with_capacity((side / 8 + 2) * side);
    for y in 0..side {
        raw.push(0);
        for start in (0..side).step_by(8) {
            let byte = (start..start + 8).fold(0u8, |byte, x| (byte << 1) | u8::from(!(x < side && dark(x, y))));
            raw.push(byte);
        }
    }
    let mut header = Vec::new();
    for _ in 0..2 {
        header.extend(u32::try_from(side).unwrap_or(u32::MAX).to_be_bytes());
    }
    header.extend([1, 0, 0, 0, 0]);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &header);
    chunk(&mut out, b"IDAT", &stored_zlib(&raw));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let sum = crc32(&out[start..]);
    out.extend(sum.to_be_bytes());
}

fn stored_zlib(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = raw.chunks(STORED_BLOCK).count();
    for (i, block) in raw.chunks(STORED_BLOCK).enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(i + 1 == blocks));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(raw).to_be_bytes());
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    (b << 16) | a
}
