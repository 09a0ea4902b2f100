// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/result.h"
#include "vrrp/advert.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the engine asks of the kernel and hears from it. Implemented by daemon/net, faked in tests.
namespace tandem::engine {

/// The number of an instance between engine and kernel; free numbers are used again.
using Slot = std::size_t;
inline constexpr std::size_t mostInstances = 500;

struct VipPlan
{
    IpAddress address;
    std::string dev;
    std::string label;
    bool operator==(const VipPlan &) const = default;
};

/// What an instance needs of the kernel.
struct InstancePlan
{
    std::string interface;
    IpAddress source; ///< of its adverts; unspecified: the interface has no link-local address yet, nothing can be sent
    std::vector<VipPlan> vips;  ///< those that are advertised, then the excluded ones
    bool ownsAddresses = false; ///< priority 255: the addresses are the host's own, none is leased, added or removed
    int leaseSeconds = 0;       ///< 0 = none
    bool operator==(const InstancePlan &) const = default;
};

/// A VIP where it may have been left over: "eth0 10.77.0.100" in the run directory's record.
struct VipPlace
{
    std::string dev;
    IpAddress address;
    bool operator==(const VipPlace &) const = default;
};

struct InterfaceState
{
    bool present = false;
    bool up = false;
    bool operator==(const InterfaceState &) const = default;
};

/// Hears what the kernel says.
class KernelListener
{
public:
    virtual void datagram(std::string_view interface, const vrrp::Envelope &envelope,
                          std::span<const std::uint8_t> payload) = 0;
    virtual void interfaceChanged(std::string_view interface, const InterfaceState &state) = 0;
    /// A VIP came or went, by whoever's hand.
    virtual void vipChanged(Slot slot, std::size_t vip, bool there) = 0;

protected:
    ~KernelListener() = default;
};

/// Hears which neighbours answered.
class NeighbourListener
{
public:
    /// `hardwareAddress`: all zero where the answer has none.
    virtual void neighbourAnswered(std::string_view interface, const IpAddress &address,
                                   const std::array<std::uint8_t, 6> &hardwareAddress) = 0;

protected:
    ~NeighbourListener() = default;
};

/// ARP and Neighbour Solicitations. Nothing of the adverts' is behind it, and nothing of it waits.
class NeighbourPort
{
public:
    virtual ~NeighbourPort() = default;
    /// Asks once, from an address of the interface's own. An errno, 0 = asked. May open a socket.
    virtual int ask(const std::string &interface, const IpAddress &source, const IpAddress &target) noexcept = 0;
    /// Of the default route through the interface, in the kernel's main table.
    virtual std::optional<IpAddress> gateway(const std::string &interface, Family family) noexcept = 0;
    /// Readable when there is something to drain.
    virtual int fd() const = 0;
    virtual void drain(NeighbourListener &listener) = 0;
};

/// Calls that return int give an errno, 0 = done. None of them waits for another process or allocates, but for prepare,
/// release, retire, watch.
class KernelPort
{
public:
    virtual ~KernelPort() = default;

    /// The interfaces of all plans and of track_interface; before prepare().
    virtual Result<void> watch(const std::vector<std::string> &interfaces) = 0;
    /// Opens what the plan needs and builds its messages ahead. A missing interface is no error. Takes the place of an
    /// earlier plan of that slot without touching an address.
    virtual Result<void> prepare(Slot slot, const InstancePlan &plan) = 0;
    virtual void release(Slot slot) = 0;
    /// Removes those VIPs of the slot's plan from the kernel that `next` has not. Before prepare(slot, next). An errno.
    virtual int retire(Slot slot, const InstancePlan &next) = 0;

    virtual InterfaceState interfaceState(std::string_view interface) const = 0;
    virtual bool vipThere(Slot slot, std::size_t vip) const = 0;

    virtual int sendAdvert(Slot slot, std::span<const std::uint8_t> payload, const IpAddress &destination,
                           bool resigns) noexcept = 0;
    virtual int addAddresses(Slot slot) noexcept = 0;
    virtual int removeAddresses(Slot slot) noexcept = 0;
    virtual int announce(Slot slot) noexcept = 0;
    /// From now on (or no longer) renews the leases of all slots by itself, in a thread of its own: the kernel may make
    /// whoever renews wait for half a minute.
    virtual Result<void> renewLeases(bool byItself) = 0;

    /// Readable when there is something to drain.
    virtual int fd() const = 0;
    /// Reads every socket until EAGAIN.
    virtual void drain(KernelListener &listener) = 0;

    /// Null where neighbours cannot be asked.
    virtual NeighbourPort *neighbours() { return nullptr; }
};

/// Time, as the engine reads it after each wake.
class ClockPort
{
public:
    virtual ~ClockPort() = default;
    virtual Instant now() const noexcept = 0;
    virtual std::int64_t wallNs() const noexcept = 0;
};

class SystemClock final : public ClockPort
{
public:
    Instant now() const noexcept override { return BootClock::now(); }
    std::int64_t wallNs() const noexcept override { return wallClockNs(); }
};

} // namespace tandem::engine
