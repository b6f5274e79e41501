//! From documents to a diagnosis, in accounts of three sizes: what each stage costs, and how it grows with the account.
//!
//! The figures to read are the ratios, between the sizes and, at one size, between a task that is delivered and one that
//! is blocked.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hopwise_benches::stage::Stage;

/// Interfaces in the account.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(10);
    // `--test` asks whether it runs at all.
    let smallest = std::env::args().any(|argument| argument == "--test");
    let sizes = SIZES.into_iter().take(if smallest { 1 } else { SIZES.len() });
    for stage in Stage::ALL {
        for interfaces in sizes.clone() {
            group.bench_with_input(BenchmarkId::new(stage.name(), interfaces), &interfaces, |bencher, &interfaces| {
                stage.run(interfaces, &mut |work| bencher.iter(&mut *work));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
