//! What limits the answer to a step.

use hopwise_ecs::StepNote;

/// A note in words.
pub(crate) const fn note(note: StepNote) -> &'static str {
    match note {
        StepNote::OffVpc => "An interface that AWS owns asks, outside the VPC: nothing in this network can stop it.",
        StepNote::RedirectsElsewhere => {
            "The registry may send the client on to hosts of its own choice, which are not known and not checked."
        }
        StepNote::ForeignLayersFromMicrosoft => {
            "Base layers of Windows images may come from Microsoft's hosts, which are not checked."
        }
        StepNote::PullThroughCacheMayNeedInternet => {
            "The repository looks like one of a pull-through cache: the first pull of an image may need a way to the internet, and ecr:BatchImportUpstreamImage and ecr:CreateRepository, which are not checked."
        }
        StepNote::BucketRegionAssumed => "The bucket's Region is not known and taken to be the task's.",
        StepNote::HostToldByEcs => {
            "Which host of this kind the ECS agent is sent to, it is told when it asks ECS; this name stands for all."
        }
        StepNote::MountedByTask => {
            "What is mounted, is mounted in the task's network: the task's own interface asks, not the EC2 instance's."
        }
        StepNote::ZoneIdInFront => {
            "The mount helper puts the id of the task's Availability Zone in front of this name."
        }
        StepNote::GaugedByHost => {
            "Docker on the EC2 instance asks, not the task: the instance's subnet and security groups count."
        }
    }
}
