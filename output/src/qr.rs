//! QR codes (error correction M, quiet zone of four modules) as a module matrix, an SVG for
//! screens and PDF, and a black and white PNG for DOCX.

use crate::OutputError;
use qrcode::{Color, EcLevel, QrCode};

mod png;

/// Width of the white border in modules, as ISO/IEC 18004 asks.
pub const QUIET_ZONE: usize = 4;

/// A square of modules without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Modules per side.
    pub width: usize,
    /// Row by row from the top left; true is dark.
    pub dark: Vec<bool>,
}

impl Matrix {
    /// Whether the module at column `x`, row `y` is dark; false outside the code.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }
}

/// Encodes `text` at level M. Refuses an empty text and one longer than a code can hold
/// (2,331 bytes).
pub fn matrix(text: &str) -> Result<Matrix, OutputError> {
    if text.is_empty() {
        return Err(OutputError::Qr("nội dung trống; hãy điền nội dung cần mã hóa".into()));
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| {
        OutputError::Qr(format!(
            "nội dung dài {} byte, tối đa 2.331 byte; hãy dùng địa chỉ tra cứu ngắn hơn",
            text.len()
        ))
    })?;
    let width = code.width();
    let dark = code.into_colors().into_iter().map(|c| c == Color::Dark).collect();
    Ok(Matrix { width, dark })
}

/// A square SVG that scales to its container; one path, black on white, quiet zone included.
pub fn svg(text: &str) -> Result<String, OutputError> {
    let code = matrix(text)?;
    let side = code.width + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..code.width {
        let mut x = 0;
        while x < code.width {
            let run = (x..code.width).take_while(|&i| code.is_dark(i, y)).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE));
            }
            x += run.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{px}\" height=\"{px}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>",
        px = side * 4
    ))
}

/// A PNG of one bit per pixel, `scale` pixels per module (1 to 40), quiet zone included.
pub fn png(text: &str, scale: usize) -> Result<Vec<u8>, OutputError> {
    let code = matrix(text)?;
    let scale = scale.clamp(1, 40);
    let side = (code.width + 2 * QUIET_ZONE) * scale;
    let at = |pixel: usize| (pixel / scale).checked_sub(QUIET_ZONE);
    Ok(png::black_and_white(side, |x, y| match (at(x), at(y)) {
        (Some(x), Some(y)) => code.is_dark(x, y),
        _ => false,
    }))
}
