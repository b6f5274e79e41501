//! From documents to a diagnosis, on copies of one sample network: what one task costs, and how it grows with the account
//! around it.
//!
//! A copy of the sample is a VPC with 2 subnets, 7 interfaces, 4 endpoints and one task. Its documents are repeated with
//! other ids. The figures to read are the ratios between the sizes: reading, resolving and compiling grow with the
//! account, one trace and the diagnosis of one task do not.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at what cannot be")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Inquiry, Network, PublishedRanges};
use hopwise_import::{Options, read_documents};
use hopwise_model::Inventory;
use hopwise_model::design::Source;
use hopwise_packet::Protocol;

/// Copies of the sample in one account.
const COPIES: [usize; 3] = [1, 10, 100];

/// The prefixes of ids that belong to one VPC. Prefix lists belong to the Region and are not repeated.
const OWN: &[&str] =
    &["vpc", "subnet", "eni", "sg", "sgr", "rtb", "acl", "vpce", "igw", "nat", "dopt", "aclassoc", "rtbassoc"];

/// The task of the first copy.
const TASK: &str = "3f9c0e5d7a1b4c2e8d6f00112233aabb";

fn documents(copies: usize) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/scenarios/half-working-pull");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut documents = Vec::new();
    for copy in 0..copies {
        for path in &files {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let shared = ["prefix-lists.json", "clusters.json", "services.json", "task-definition.json"];
            if copy > 0 && shared.contains(&name.as_str()) {
                continue;
            }
            let mut text = fs::read_to_string(path).unwrap();
            for prefix in OWN {
                text = text.replace(&format!("\"{prefix}-0"), &format!("\"{prefix}-{copy}x0"));
            }
            // The ids of VPCs are parts of other ids, and of names of files.
            text = text.replace("-vpc-0", &format!("-vpc-{copy}x0"));
            let name =
                if name.starts_with("vpc-0") { name.replacen("vpc-0", &format!("vpc-{copy}x0"), 1) } else { name };
            text = text.replace(TASK, &format!("{copy:08x}7a1b4c2e8d6f00112233aabb"));
            documents.push((format!("{copy}/{name}"), text));
        }
    }
    documents
}

fn inventory(copies: usize) -> Inventory {
    read_documents(documents(copies), &Options::default()).unwrap().inventory
}

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(20);
    for copies in COPIES {
        let documents = documents(copies);
        let inventory = inventory(copies);
        let design = inventory.clone().validate().unwrap();
        let network = Network::compile(&design);
        let published = PublishedRanges::new();
        let source = Source::Interface(design.network_interfaces.find("eni-0x0task").unwrap());
        let inquiry = |host: &str| Inquiry {
            source: source.clone(),
            host: host.to_owned(),
            protocol: Protocol::TCP,
            port: 443,
            source_ports: 32768..=60999,
        };
        let endpoint = inquiry("api.ecr.eu-west-1.amazonaws.com");
        let public = inquiry("logs.eu-west-1.amazonaws.com");
        let selection = Selection { tasks: vec!["00000000".to_owned()], ..Selection::default() };
        group.bench_with_input(BenchmarkId::new("read", copies), &copies, |bencher, _| {
            bencher.iter(|| black_box(read_documents(documents.clone(), &Options::default()).unwrap()));
        });
        group.bench_with_input(BenchmarkId::new("validate", copies), &copies, |bencher, _| {
            bencher.iter(|| black_box(inventory.clone().validate().unwrap()));
        });
        group.bench_with_input(BenchmarkId::new("compile", copies), &copies, |bencher, _| {
            bencher.iter(|| black_box(Network::compile(&design)));
        });
        group.bench_with_input(BenchmarkId::new("trace to an endpoint", copies), &copies, |bencher, _| {
            bencher.iter(|| black_box(network.reach(&endpoint, &published)));
        });
        group.bench_with_input(BenchmarkId::new("trace to public addresses", copies), &copies, |bencher, _| {
            bencher.iter(|| black_box(network.reach(&public, &published)));
        });
        group.bench_with_input(BenchmarkId::new("diagnosis of one task", copies), &copies, |bencher, _| {
            bencher.iter(|| {
                let tasks = workloads(&inventory, &selection).unwrap();
                black_box(hopwise_explain::diagnose(&inventory, &network, tasks, &published).unwrap())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
