//! How many bytes a file has, as it is and as it travels.

use std::io::Write;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes of a file, raw and compressed as well as the formats can (gzip 9, brotli 11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

impl Sizes {
    pub(super) fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        let mut brotli = Vec::new();
        let best = BrotliEncoderParams {
            quality: 11,
            ..BrotliEncoderParams::default()
        };
        brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &best)?;
        Ok(Self {
            raw: bytes.len() as u64,
            gzip: gzip.finish()?.len() as u64,
            brotli: brotli.len() as u64,
        })
    }
}

impl std::iter::Sum for Sizes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            raw: sum.raw + one.raw,
            gzip: sum.gzip + one.gzip,
            brotli: sum.brotli + one.brotli,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn text_shrinks_and_brotli_s_bytes_unpack_to_the_same() {
        let text = "the same words again and again, ".repeat(200);
        let sizes = Sizes::of(text.as_bytes()).unwrap();
        assert_eq!(sizes.raw, text.len() as u64);
        assert!(
            sizes.gzip < sizes.raw / 10 && sizes.brotli < sizes.gzip,
            "{sizes:?}"
        );

        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(text.as_bytes()).unwrap();
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&gzip.finish().unwrap()[..])
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }
}
