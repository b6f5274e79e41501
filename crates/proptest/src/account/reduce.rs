//! What can be taken from an account: each thing with whatever leans on it.

use hopwise_build::{Account, Families, Target, Tier, TransitGateway, Vpc};

/// Accounts with one thing less, the largest things first. Some of them AWS would refuse.
pub(super) fn reductions(account: &Account) -> Vec<Account> {
    let mut found = Found { account, all: Vec::new() };
    found.all_and_each(|own| Some(&mut own.services));
    found.all_and_each(|own| Some(&mut own.zones));
    for zone in 0..account.zones.len() {
        found.each(|own| Some(&mut own.zones.get_mut(zone)?.records));
    }
    found.between();
    found.vpcs();
    for vpc in 0..account.vpcs.len() {
        found.zones(vpc);
        found.ipv6(vpc);
        found.blocks(vpc);
        found.all_and_each(|own| Some(&mut own.vpcs.get_mut(vpc)?.endpoints));
        found.all_and_each(|own| Some(&mut own.vpcs.get_mut(vpc)?.instances));
        found.all_and_each(|own| Some(&mut own.vpcs.get_mut(vpc)?.acls));
        found.tiers(vpc);
        found.groups(vpc);
        found.inside(vpc);
    }
    found.inside_services();
    found.region();
    found.all
}

struct Found<'a> {
    account: &'a Account,
    all: Vec<Account>,
}

impl Found<'_> {
    fn change(&mut self, change: impl FnOnce(&mut Account) -> Option<()>) {
        let mut account = self.account.clone();
        if change(&mut account).is_some() && account != *self.account {
            self.all.push(account);
        }
    }

    /// Each thing of a list.
    fn each<T>(&mut self, list: impl Fn(&mut Account) -> Option<&mut Vec<T>>) -> usize {
        let count = list(&mut self.account.clone()).map_or(0, |list| list.len());
        for index in 0..count {
            self.change(|own| list(own).map(|list| drop(list.remove(index))));
        }
        count
    }

    /// A whole list at once, and each thing of it.
    fn all_and_each<T>(&mut self, list: impl Fn(&mut Account) -> Option<&mut Vec<T>>) {
        let before = self.all.len();
        if self.each(&list) > 1 {
            self.change(|own| list(own).map(Vec::clear));
            // The largest first.
            self.all.get_mut(before..).into_iter().for_each(|own| own.rotate_right(1));
        }
    }

    /// VPCs, with the services in them.
    fn vpcs(&mut self) {
        for (index, vpc) in self.account.vpcs.iter().enumerate() {
            self.change(|own| {
                own.vpcs.remove(index);
                own.services.retain(|service| service.vpc.as_ref() != Some(&vpc.name));
                own.zones.iter_mut().for_each(|zone| zone.vpcs.retain(|name| *name != vpc.name));
                detach(own, &vpc.name);
                own.peerings.retain(|peering| peering.requester != vpc.name && peering.accepter != vpc.name);
                lead_nowhere_else(own);
                Some(())
            });
        }
    }

    /// What VPCs reach each other by, with the routes to it.
    fn between(&mut self) {
        for index in 0..self.account.transit_gateways.len() {
            self.change(|own| {
                own.transit_gateways.remove(index);
                lead_nowhere_else(own);
                Some(())
            });
            self.transit_gateway(index);
        }
        for index in 0..self.account.peerings.len() {
            self.change(|own| {
                own.peerings.remove(index);
                lead_nowhere_else(own);
                Some(())
            });
            self.change(|own| {
                let own = own.peerings.get_mut(index)?;
                (own.requester_resolves, own.accepter_resolves) = (false, false);
                Some(())
            });
        }
    }

    /// Attachments, tables and routes of a transit gateway, and what is said of each.
    fn transit_gateway(&mut self, index: usize) {
        let Some(gateway) = self.account.transit_gateways.get(index) else { return };
        for gone in &gateway.attachments {
            self.change(|own| {
                detach_from(own.transit_gateways.get_mut(index)?, &gone.vpc);
                lead_nowhere_else(own);
                Some(())
            });
        }
        self.all_and_each(|own| Some(&mut own.transit_gateways.get_mut(index)?.tables));
        self.all_and_each(|own| Some(&mut own.transit_gateways.get_mut(index)?.routes));
        for table in 0..gateway.tables.len() {
            self.all_and_each(|own| Some(&mut own.transit_gateways.get_mut(index)?.tables.get_mut(table)?.routes));
            self.each(|own| Some(&mut own.transit_gateways.get_mut(index)?.tables.get_mut(table)?.propagations));
            self.each(|own| Some(&mut own.transit_gateways.get_mut(index)?.tables.get_mut(table)?.associations));
        }
        for attachment in 0..gateway.attachments.len() {
            self.change(|own| {
                own.transit_gateways.get_mut(index)?.attachments.get_mut(attachment)?.zones.clear();
                Some(())
            });
            self.change(|own| {
                own.transit_gateways.get_mut(index)?.attachments.get_mut(attachment)?.appliance_mode = false;
                Some(())
            });
        }
        // What AWS has where nothing is said.
        self.change(|own| {
            let own = own.transit_gateways.get_mut(index)?;
            (own.default_association, own.default_propagation) = (true, true);
            Some(())
        });
    }

    /// IPv6: all of a VPC's, that of a tier or an endpoint, and what makes it go by IPv4.
    fn ipv6(&mut self, vpc: usize) {
        let Some(own) = self.account.vpcs.get(vpc) else { return };
        self.change(|own| {
            let own = own.vpcs.get_mut(vpc)?;
            own.blocks.retain(|block| !is_ipv6(block));
            own.tiers.iter_mut().for_each(without_ipv6);
            own.endpoints.iter_mut().for_each(|endpoint| endpoint.dual_stack = false);
            for group in &mut own.groups {
                group.ingress.retain(|(_, peer)| !is_ipv6(peer));
                group.egress.retain(|(_, peer)| !is_ipv6(peer));
            }
            own.acls.iter_mut().for_each(|acl| acl.entries.retain(|entry| !is_ipv6(&entry.block)));
            Some(())
        });
        for index in 0..own.tiers.len() {
            self.change(|own| {
                without_ipv6(own.vpcs.get_mut(vpc)?.tiers.get_mut(index)?);
                Some(())
            });
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.tiers.get_mut(index)?.dns64 = false;
                Some(())
            });
        }
        for index in 0..own.endpoints.len() {
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.endpoints.get_mut(index)?.dual_stack = false;
                Some(())
            });
        }
    }

    /// Further blocks of a VPC, with the subnets' own in them; and what instances and tiers are besides.
    fn blocks(&mut self, vpc: usize) {
        let Some(own) = self.account.vpcs.get(vpc) else { return };
        for index in (1..own.blocks.len()).filter(|index| own.blocks.get(*index).is_some_and(|own| !is_ipv6(own))) {
            self.change(|own| {
                let own = own.vpcs.get_mut(vpc)?;
                own.blocks.remove(index);
                own.tiers.iter_mut().for_each(|tier| tier.blocks.clear());
                Some(())
            });
        }
        for index in 0..own.tiers.len() {
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.tiers.get_mut(index)?.blocks.clear();
                Some(())
            });
        }
        for index in 0..own.instances.len() {
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.instances.get_mut(index)?.source_dest_check = true;
                Some(())
            });
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.instances.get_mut(index)?.in_cluster = false;
                Some(())
            });
        }
    }

    /// The usual Region, also in the names of AWS's prefix lists.
    fn region(&mut self) {
        self.change(|own| {
            let before = std::mem::replace(&mut own.region, "eu-west-1".to_owned());
            for group in own.vpcs.iter_mut().flat_map(|vpc| &mut vpc.groups) {
                for (_, peer) in group.ingress.iter_mut().chain(&mut group.egress) {
                    *peer = peer.replace(&before, "eu-west-1");
                }
            }
            Some(())
        });
    }

    fn zones(&mut self, vpc: usize) {
        let zones = self.account.vpcs.get(vpc).map_or(1, |own| own.zones);
        for fewer in [1, zones / 2, zones.saturating_sub(1)] {
            if (1..zones).contains(&fewer) {
                self.change(|account| {
                    let own = account.vpcs.get_mut(vpc)?;
                    own.zones = fewer;
                    own.tiers.iter_mut().for_each(|tier| tier.blocks.truncate(fewer));
                    let is_there = |zone: char| ('a'..='f').take(fewer).any(|own| own == zone);
                    own.instances.retain(|instance| is_there(instance.zone));
                    let name = own.name.clone();
                    let attached = account.transit_gateways.iter_mut().flat_map(|hub| &mut hub.attachments);
                    attached.filter(|own| own.vpc == name).for_each(|own| own.zones.retain(|zone| is_there(*zone)));
                    Some(())
                });
            }
        }
    }

    /// Tiers, with what is in them and what leads to them.
    fn tiers(&mut self, vpc: usize) {
        for (index, gone) in names(self.account, vpc, |own| own.tiers.iter().map(|tier| &tier.name).collect()) {
            self.change(|account| {
                let own = account.vpcs.get_mut(vpc)?;
                own.tiers.remove(index);
                for tier in &mut own.tiers {
                    tier.routes.retain(|(_, target)| match target {
                        Target::NatGateway(tier) | Target::OneNatGateway(tier) => *tier != gone,
                        _ => true,
                    });
                }
                own.acls.iter_mut().for_each(|acl| acl.tiers.retain(|name| *name != gone));
                own.endpoints.iter_mut().for_each(|endpoint| endpoint.tiers.retain(|name| *name != gone));
                own.endpoints.retain(|endpoint| !endpoint.tiers.is_empty());
                own.instances.retain(|instance| instance.tier != gone);
                let name = own.name.clone();
                account.services.retain_mut(|service| {
                    let is_here = service.vpc.as_ref().is_none_or(|vpc| *vpc == name);
                    let was_in_it = is_here && service.tiers.contains(&gone);
                    if was_in_it {
                        service.tiers.retain(|tier| *tier != gone);
                    }
                    !(was_in_it && service.tiers.is_empty())
                });
                for hub in &mut account.transit_gateways {
                    if hub.attachments.iter().any(|own| (&own.vpc, &own.tier) == (&name, &gone)) {
                        detach_from(hub, &name);
                    }
                }
                lead_nowhere_else(account);
                Some(())
            });
        }
    }

    /// Groups, wherever they are named.
    fn groups(&mut self, vpc: usize) {
        for (index, gone) in names(self.account, vpc, |own| own.groups.iter().map(|group| &group.name).collect()) {
            self.change(|account| {
                let own = account.vpcs.get_mut(vpc)?;
                own.groups.remove(index);
                for other in &mut own.groups {
                    other.ingress.retain(|(_, peer)| *peer != gone);
                    other.egress.retain(|(_, peer)| *peer != gone);
                }
                own.endpoints.iter_mut().for_each(|endpoint| endpoint.groups.retain(|name| *name != gone));
                own.instances.iter_mut().for_each(|instance| instance.groups.retain(|name| *name != gone));
                let name = own.name.clone();
                for service in &mut account.services {
                    if service.vpc.as_ref().is_none_or(|vpc| *vpc == name) {
                        service.groups.retain(|name| *name != gone);
                    }
                }
                Some(())
            });
        }
    }

    /// Rules, entries, routes and settings, each by itself.
    fn inside(&mut self, vpc: usize) {
        let Some(own) = self.account.vpcs.get(vpc) else { return };
        for index in 0..own.groups.len() {
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.groups.get_mut(index)?.ingress));
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.groups.get_mut(index)?.egress));
            self.change(|own| {
                // What a new group has.
                let group = own.vpcs.get_mut(vpc)?.groups.get_mut(index)?;
                (group.default_egress, group.egress) = (true, Vec::new());
                Some(())
            });
        }
        for index in 0..own.acls.len() {
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.acls.get_mut(index)?.tiers));
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.acls.get_mut(index)?.entries));
        }
        for index in 0..own.endpoints.len() {
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.endpoints.get_mut(index)?.tiers));
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.endpoints.get_mut(index)?.groups));
            self.change(|own| {
                own.vpcs.get_mut(vpc)?.endpoints.get_mut(index)?.policy = None;
                Some(())
            });
        }
        for index in 0..own.tiers.len() {
            self.each(|own| Some(&mut own.vpcs.get_mut(vpc)?.tiers.get_mut(index)?.routes));
            self.change(|own| {
                // What nothing else is said of.
                own.vpcs.get_mut(vpc)?.tiers.get_mut(index)?.size = 24;
                Some(())
            });
        }
        self.change(|own| {
            own.vpcs.get_mut(vpc)?.dns_hostnames = false;
            Some(())
        });
        self.change(|own| {
            own.vpcs.get_mut(vpc)?.internet_gateway = false;
            Some(())
        });
    }

    fn inside_services(&mut self) {
        self.change(|own| {
            own.dual_stack_tasks = false;
            Some(())
        });
        for (index, name) in self.account.services.iter().map(|service| service.name.clone()).enumerate() {
            self.each(|own| Some(&mut own.services.get_mut(index)?.tiers));
            self.each(|own| Some(&mut own.services.get_mut(index)?.groups));
            self.each(|own| Some(&mut own.services.get_mut(index)?.secrets));
            self.change(|own| {
                own.services.get_mut(index)?.log_group = None;
                Some(())
            });
            self.change(|own| {
                own.services.get_mut(index)?.tasks = 0;
                Some(())
            });
            self.change(|own| {
                let service = own.services.get_mut(index)?;
                if !service.is_fargate {
                    service.is_fargate = true;
                    "1.4.0".clone_into(&mut service.platform);
                }
                Some(())
            });
            self.change(|own| {
                own.services.get_mut(index)?.public_ip = false;
                Some(())
            });
            self.change(|own| {
                let service = own.services.get_mut(index)?;
                if service.is_fargate {
                    "1.4.0".clone_into(&mut service.platform);
                }
                Some(())
            });
            self.change(|own| {
                own.services.get_mut(index)?.image = format!("{name}:latest");
                Some(())
            });
        }
    }
}

/// Takes a VPC off all transit gateways.
fn detach(account: &mut Account, vpc: &str) {
    account.transit_gateways.iter_mut().for_each(|own| detach_from(own, vpc));
}

/// Takes a VPC off a transit gateway, and off its tables.
fn detach_from(gateway: &mut TransitGateway, vpc: &str) {
    gateway.attachments.retain(|own| own.vpc != vpc);
    gateway.routes.retain(|own| own.vpc.as_deref() != Some(vpc));
    for table in &mut gateway.tables {
        table.associations.retain(|own| own != vpc);
        table.propagations.retain(|own| own != vpc);
        table.routes.retain(|own| own.vpc.as_deref() != Some(vpc));
    }
}

/// Takes away the routes to what a VPC has no way to any more.
fn lead_nowhere_else(account: &mut Account) {
    let (hubs, peerings) = (&account.transit_gateways, &account.peerings);
    for vpc in &mut account.vpcs {
        let leads = |target: &Target| match target {
            Target::TransitGateway(name) => {
                hubs.iter().any(|hub| hub.name == *name && hub.attachments.iter().any(|own| own.vpc == vpc.name))
            }
            Target::Peering(other) => peerings.iter().any(|own| own.connects(&vpc.name, other)),
            _ => true,
        };
        vpc.tiers.iter_mut().for_each(|tier| tier.routes.retain(|(_, target)| leads(target)));
    }
}

/// Whether a block is one of IPv6.
fn is_ipv6(block: &str) -> bool {
    block.contains(':')
}

fn without_ipv6(tier: &mut Tier) {
    (tier.families, tier.dns64) = (Families::Ipv4, false);
    tier.routes.retain(|(block, _)| !is_ipv6(block));
}

/// Things of a VPC that have names, in order.
fn names(account: &Account, vpc: usize, of: impl Fn(&Vpc) -> Vec<&String>) -> Vec<(usize, String)> {
    let names = account.vpcs.get(vpc).map(of).unwrap_or_default();
    names.into_iter().cloned().enumerate().collect()
}
