//! Drawing an account: decisions in the order in which people make them.

use std::collections::BTreeSet;

use hopwise_build::{Account, Endpoint, Instance, NetworkAcl, SecurityGroup, Service, Target, Tier, Vpc};
use hopwise_build::{all, tcp, tcp_range};
use proptest::test_runner::{Reason, TestRunner};

use super::decide::Draw;
use super::parts::{Egress, FILLERS, GATEWAY_SERVICES, IDLE_ENDPOINTS, INSTANCES, Role, SERVICES, VPCS, needs};
use super::{Designs, Links, MOST_INSTANCES, MOST_SERVICES, MOST_TIERS, MOST_ZONES, Nat, NatAsked, possible};
use super::{also, between, ipv6};

/// What is decided of a VPC before its parts are.
struct Sketch<'d> {
    asked: &'d Designs,
    block: &'static str,
    egress: Egress,
    tiers: Vec<(&'static str, Role)>,
    /// Whether nothing is forgotten that its services need.
    complete: bool,
}

impl Sketch<'_> {
    /// The tiers that tasks may be in.
    fn homes(&self) -> Vec<(&'static str, Role)> {
        let is_home = |(_, role): &(&str, Role)| *role == Role::App;
        let apps: Vec<_> = self.tiers.iter().copied().filter(is_home).collect();
        if apps.is_empty() { self.tiers.clone() } else { apps }
    }

    fn reaches_internet(&self, role: Role) -> bool {
        match role {
            Role::Public => true,
            Role::App => self.egress != Egress::None,
            Role::Isolated => false,
        }
    }
}

pub(super) fn account(asked: &Designs, runner: &mut TestRunner) -> Result<Account, Reason> {
    let mut draw = Draw::new(runner);
    let region = draw.one(&["eu-west-1", "eu-west-1", "us-east-1", "eu-central-1"])?;
    let mut account = Account::new(region);
    let count = draw.count(asked.possible_vpcs())?;
    let mut names = SERVICES.iter();
    for (index, (name, blocks)) in VPCS.into_iter().take(count).enumerate() {
        let (vpc, services) = draw.vpc(&asked.of_vpc(index), (name, blocks), region, &mut names)?;
        let owned = |service: Service| if count > 1 { service.vpc(name) } else { service };
        account = services.into_iter().map(owned).fold(account.vpc(vpc), Account::service);
    }
    match asked.links {
        None => {}
        Some(Links::Hub) => between::hub(&mut draw, &mut account, asked.endpoints.is_none())?,
        Some(Links::Peering) => between::peering(&mut draw, &mut account)?,
    }
    if asked.dual_stack {
        ipv6::give(&mut draw, &mut account)?;
    }
    also::give(&mut draw, &mut account, &asked.also)?;
    Ok(account)
}

impl Draw<'_> {
    fn vpc(
        &mut self,
        asked: &Designs,
        (name, blocks): (&str, [&'static str; 2]),
        region: &str,
        names: &mut std::slice::Iter<'_, &'static str>,
    ) -> Result<(Vpc, Vec<Service>), Reason> {
        let zones = self.count(possible(&asked.zones, MOST_ZONES))?.max(1);
        let sketch = self.sketch(asked, blocks)?;
        // That of an attachment to a transit gateway comes to it.
        let tiers = sketch.tiers.len() + usize::from(asked.links == Some(Links::Hub));
        let sizes: Vec<u8> = [20, 22, 24, 26].into_iter().filter(|size| fits(tiers * zones, *size)).collect();
        let size = self.one(&sizes)?;
        let mut vpc = Vpc::new(name, sketch.block).zones(zones).dns_hostnames();
        vpc.tiers = sketch.tiers.iter().map(|(name, role)| tier(&sketch, name, *role).size(size)).collect();

        let mut services = Vec::new();
        for _ in 0..self.count(possible(&asked.services, MOST_SERVICES))? {
            let Some(name) = names.next() else { break };
            services.push(self.service(&sketch, name)?);
        }
        let needed: BTreeSet<&str> = services.iter().flat_map(|service| needs(service)).collect();
        for service in self.endpoints(&sketch, &needed)? {
            vpc = vpc.endpoint(self.endpoint(&sketch, &service)?);
        }
        for _ in 0..self.count(possible(&asked.instances, MOST_INSTANCES))? {
            let Some((name, _)) = INSTANCES.get(vpc.instances.len()) else { break };
            let tiers: Vec<&str> = sketch.tiers.iter().map(|(name, _)| *name).collect();
            vpc = vpc.instance(Instance::new(name, self.one(&tiers)?).group(name));
        }
        vpc.groups = self.groups(&sketch, &vpc, &services, region)?;
        if asked.acls && self.chance(0.35)? {
            vpc.acls = self.acls(&sketch)?;
        }
        Ok((vpc, services))
    }

    fn sketch<'d>(&mut self, asked: &'d Designs, blocks: [&'static str; 2]) -> Result<Sketch<'d>, Reason> {
        let count = self.count(possible(&asked.tiers, MOST_TIERS))?.max(1);
        let nat = match asked.nat {
            NatAsked::With(nat) => Some(nat),
            NatAsked::Without => None,
            NatAsked::Any if count < 2 => None,
            NatAsked::Any => self.one(&[Some(Nat::PerZone), Some(Nat::PerZone), Some(Nat::Single), None, None])?,
        };
        let egress = match nat {
            None if asked.is_spoke && self.chance(0.6)? => Egress::Hub,
            None => Egress::None,
            Some(Nat::PerZone) => Egress::PerZone,
            Some(Nat::Single) => Egress::Single,
        };
        let mut tiers = match egress {
            Egress::None if self.chance(0.25)? => vec![("public", Role::Public)],
            Egress::None | Egress::Hub => vec![("app", Role::App)],
            Egress::PerZone | Egress::Single => vec![("public", Role::Public), ("app", Role::App)],
        };
        let free = FILLERS.iter().filter(|(name, _)| !tiers.iter().any(|(other, _)| other == name));
        let free: Vec<(&'static str, Role)> = free.copied().collect();
        let more = count.saturating_sub(tiers.len()).min(free.len());
        tiers.extend(self.any(&proptest::sample::subsequence(free, more))?);
        Ok(Sketch { asked, block: self.one(&blocks)?, egress, tiers, complete: self.chance(0.85)? })
    }

    fn service(&mut self, sketch: &Sketch<'_>, name: &str) -> Result<Service, Reason> {
        let (tier, role) = self.one(&sketch.homes())?;
        let mut service = Service::fargate(name).tier(tier).group(name);
        if role == Role::Public {
            service = service.public_ip();
        }
        if sketch.reaches_internet(role) && self.chance(0.15)? {
            service = service.image("public.ecr.aws/nginx/nginx:1.27");
        }
        if self.chance(0.6)? {
            service = service.log_group(&format!("/ecs/{name}"));
        }
        if self.chance(0.5)? {
            service = service.secret(&format!("{name}-db"));
        }
        service = service.platform(self.one(&["1.4.0", "1.4.0", "LATEST", "1.3.0"])?);
        let tasks = u32::try_from(self.count(0..=2)?).unwrap_or_default();
        Ok(service.tasks(tasks))
    }

    /// The services that there are endpoints of.
    fn endpoints(&mut self, sketch: &Sketch<'_>, needed: &BTreeSet<&str>) -> Result<Vec<String>, Reason> {
        if let Some(asked) = &sketch.asked.endpoints {
            return Ok(asked.iter().cloned().collect());
        }
        let is_optional = sketch.homes().iter().all(|(_, role)| sketch.reaches_internet(*role));
        let mut found = Vec::new();
        for service in needed {
            let likely = match (is_optional, sketch.complete) {
                (false, true) => 1.0,
                (false, false) => 0.7,
                (true, _) => 0.4,
            };
            if self.chance(likely)? {
                found.push((*service).to_owned());
            }
        }
        for service in IDLE_ENDPOINTS {
            if !needed.contains(service) && self.chance(0.1)? {
                found.push(service.to_owned());
            }
        }
        Ok(found)
    }

    fn endpoint(&mut self, sketch: &Sketch<'_>, service: &str) -> Result<Endpoint, Reason> {
        let homes = sketch.homes();
        if GATEWAY_SERVICES.contains(&service) {
            return Ok(homes.iter().fold(Endpoint::gateway(service), |endpoint, (tier, _)| endpoint.tier(tier)));
        }
        let own = sketch.tiers.iter().find(|(name, _)| *name == "endpoints").map(|(name, _)| *name);
        let tier = match own {
            Some(tier) => tier,
            None => self.one(&homes)?.0,
        };
        let endpoint = Endpoint::interface(service).tier(tier).group("endpoints");
        // Whoever forgets private DNS goes by the internet, or nowhere.
        let leads = homes.iter().all(|(_, role)| sketch.reaches_internet(*role)) || !sketch.complete;
        if leads && self.chance(0.1)? { Ok(endpoint.without_private_dns()) } else { Ok(endpoint) }
    }

    fn groups(
        &mut self,
        sketch: &Sketch<'_>,
        vpc: &Vpc,
        services: &[Service],
        region: &str,
    ) -> Result<Vec<SecurityGroup>, Reason> {
        let mut groups = Vec::new();
        for service in services {
            groups.push(self.service_group(vpc, service, region)?);
        }
        if vpc.endpoints.iter().any(|endpoint| !endpoint.is_gateway) {
            let group = SecurityGroup::new("endpoints");
            let by_group = !services.is_empty() && self.chance(0.5)?;
            let known = if sketch.complete { services.len() } else { 1 };
            let group = if by_group {
                let known = services.iter().take(known);
                known.fold(group, |group, service| group.ingress(tcp(443), &service.name))
            } else {
                group.ingress(tcp(443), sketch.block)
            };
            groups.push(group);
        }
        for (name, port) in INSTANCES.iter().take(vpc.instances.len()) {
            let group = SecurityGroup::new(name);
            groups.push(match services.first() {
                Some(service) if self.chance(0.7)? => group.ingress(tcp(*port), &service.name),
                _ => group.ingress(tcp(*port), sketch.block),
            });
        }
        Ok(groups)
    }

    /// The group of a service's tasks, which lets out everything or what they need.
    fn service_group(&mut self, vpc: &Vpc, service: &Service, region: &str) -> Result<SecurityGroup, Reason> {
        let group =
            SecurityGroup::new(&service.name).ingress(tcp(8080), vpc.blocks.first().map_or("10.0.0.0/8", |own| own));
        if self.chance(0.6)? {
            return Ok(group);
        }
        let mut group = group.without_default_egress();
        if let Some((name, port)) = INSTANCES.iter().take(vpc.instances.len()).next() {
            group = group.egress(tcp(*port), name);
        }
        let own = |needed: &str| {
            let mut all = vpc.endpoints.iter();
            all.any(|endpoint| endpoint.service == needed && (endpoint.is_gateway || endpoint.private_dns))
        };
        let by_interface = vpc.endpoints.iter().any(|endpoint| !endpoint.is_gateway);
        if by_interface && needs(service).into_iter().all(own) && self.chance(0.5)? {
            let list = format!("com.amazonaws.{region}.s3");
            return Ok(group.egress(tcp(443), "endpoints").egress(tcp(443), &list));
        }
        Ok(group.egress(tcp(443), "0.0.0.0/0"))
    }

    /// An ACL for some tiers, which lets through what a stateless filter has to.
    fn acls(&mut self, sketch: &Sketch<'_>) -> Result<Vec<NetworkAcl>, Reason> {
        let names: Vec<&'static str> = sketch.tiers.iter().map(|(name, _)| *name).collect();
        let (tiers, everything_out) =
            (self.any(&proptest::sample::subsequence(names.clone(), 1..=names.len()))?, self.chance(0.5)?);
        let acl = tiers.iter().fold(NetworkAcl::new("strict"), |acl, tier| acl.tier(tier));
        let acl = acl.allow_in(100, all(), sketch.block).allow_in(110, tcp_range(1024..=65535), "0.0.0.0/0");
        Ok(vec![if everything_out {
            acl.allow_out(100, all(), "0.0.0.0/0")
        } else {
            acl.allow_out(100, all(), sketch.block).allow_out(110, tcp(443), "0.0.0.0/0").allow_out(
                120,
                tcp_range(1024..=65535),
                "0.0.0.0/0",
            )
        }])
    }
}

/// Whether so many subnets of a size are in a block of /16.
const fn fits(subnets: usize, size: u8) -> bool {
    subnets <= 1 << (size - 16)
}

fn tier(sketch: &Sketch<'_>, name: &str, role: Role) -> Tier {
    match (role, sketch.egress) {
        (Role::Public, _) => Tier::public(name),
        (Role::App, Egress::PerZone) => Tier::private(name, "public"),
        (Role::App, Egress::Single) => {
            Tier::isolated(name).route("0.0.0.0/0", Target::OneNatGateway("public".to_owned()))
        }
        (Role::App, Egress::None | Egress::Hub) | (Role::Isolated, _) => Tier::isolated(name),
    }
}
