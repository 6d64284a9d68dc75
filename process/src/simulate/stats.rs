//! Sums of many times in little room: a histogram in integers, exact to one part in sixty-four, and means with their error.

/// Counts of durations in seconds.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u64>,
    pub count: u64,
    sum: i128,
    pub most: i64,
}

const PARTS: u32 = 6;

fn cell(value: i64) -> usize {
    let v = value.max(0) as u64;
    if v < 1 << PARTS {
        return v as usize;
    }
    let shift = 63 - v.leading_zeros() - PARTS;
    ((shift as usize + 1) << PARTS) + ((v >> shift) as usize - (1 << PARTS))
}

/// The middle of a cell.
fn value(cell: usize) -> i64 {
    let (block, part) = (cell >> PARTS, (cell & ((1 << PARTS) - 1)) as i64);
    match block {
        0 => part,
        b => ((part + (1 << PARTS)) << (b - 1)) + (1 << (b - 1)) / 2,
    }
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram { counts: vec![0; 48 << PARTS], count: 0, sum: 0, most: 0 }
    }
}

impl Histogram {
    pub fn add(&mut self, value: i64) {
        let last = self.counts.len() - 1;
        self.counts[cell(value).min(last)] += 1;
        self.count += 1;
        self.sum += i128::from(value);
        self.most = self.most.max(value);
    }

    pub fn merge(&mut self, other: &Histogram) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a += b);
        self.count += other.count;
        self.sum += other.sum;
        self.most = self.most.max(other.most);
    }

    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// The value below which so many of a hundred lie.
    pub fn percentile(&self, percent: u64) -> i64 {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (i, n) in self.counts.iter().enumerate() {
            seen += n;
            if seen >= rank && self.count > 0 {
                return value(i).min(self.most);
            }
        }
        0
    }
}

/// Student's t for 95 %, by degrees of freedom from 1; beyond 30 the normal value.
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// The mean of independent observations and half the width of its 95 % interval; none for fewer than two.
pub fn interval(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let t = T.get(values.len() - 2).copied().unwrap_or(1.96);
    Some((mean, t * (variance / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_keeps_its_values_to_a_part_in_sixty_four() {
        for v in [0, 1, 63, 64, 65, 1_000, 28_800, 123_456, 99_999_999] {
            let back = value(cell(v));
            assert!((back - v).abs() * 64 <= v, "{v} {back}");
        }
        let mut h = Histogram::default();
        (1..=1000).for_each(|v| h.add(v));
        assert!((h.percentile(50) - 500).abs() < 10 && (h.percentile(90) - 900).abs() < 16);
        assert_eq!((h.mean(), h.most, h.count), (500.5, 1000, 1000));
    }
}
