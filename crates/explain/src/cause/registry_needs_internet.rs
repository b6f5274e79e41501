use hopwise_model::{RouteTableId, VpcId};

/// ## What it means
/// The registry is not AWS's, or is public ECR: no endpoint leads to it, and the subnet has no way to the internet.
/// ## Why it is easy to miss
/// Images in private ECR are pulled without a problem from the same subnet.
/// ## Fix safety
/// A way to the internet opens more than the registry. Copying the image to private ECR, or a pull through cache, opens
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryNeedsInternet {
    /// The VPC.
    pub vpc: VpcId,
    /// The registry's host name.
    pub host: String,
    /// The table without a way out.
    pub table: RouteTableId,
}
