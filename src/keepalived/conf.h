// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"
#include "keepalived/remark.h"

#include <optional>
#include <string>
#include <vector>

/// What a keepalived.conf says that a cluster file can say too. Defaults are Keepalived's (keepalived.conf(5)).
namespace tandem::keepalived {

/// A track_script, track_process, track_file or track_interface line.
struct Track
{
    std::string name;
    Place at;
    std::optional<int> weight; ///< nothing: that of what is tracked
    bool reverse = false;
};

struct Script
{
    std::string name;
    Place at;
    std::string command;
    Duration interval{std::chrono::seconds(1)};
    std::optional<Duration> timeout; ///< nothing: the interval
    int fall = 1;
    int rise = 1;
    int weight = 0;
    bool reverse = false;
    bool initFail = false;
};

struct Process
{
    std::string name;
    Place at;
    std::string process;
    int weight = 0;
    bool reverse = false;
};

struct TrackFile
{
    std::string name;
    Place at;
    std::string file;
    int weight = 1;
    bool reverse = false;
};

struct Address
{
    IpNetwork network;
    std::string dev;
    std::string label;
    Place at;
};

struct Notify
{
    std::string command;
    Place at;
};

struct Group
{
    std::string name;
    Place at;
    std::vector<std::string> members;
    std::vector<Track> interfaces;
    std::vector<Track> checks; ///< scripts, processes and files
    std::optional<Notify> notify;
};

struct Authentication
{
    Place at;
    std::string type; ///< "PASS" or "AH"
    std::string password; ///< what of it is sent
    bool isCut = false;   ///< more is written than is sent
};

struct Instance
{
    std::string name;
    Place at;
    std::string state; ///< "MASTER" or "BACKUP"; empty: not said
    std::string interface;
    std::optional<VirtualRouterId> virtualRouterId;
    std::uint8_t priority = 100;
    Duration advertInt{std::chrono::seconds(1)};
    std::uint8_t version = 0; ///< 0: not said here
    std::optional<Authentication> authentication;
    bool unicast = false;            ///< there are unicast peers
    std::optional<IpAddress> source; ///< unicast_src_ip or mcast_src_ip
    bool hasUnicastSource = false; ///< it is unicast_src_ip
    std::vector<IpAddress> peers;    ///< unicast_peer
    bool nopreempt = false;
    Duration preemptDelay{};
    std::vector<Address> addresses; ///< virtual_ipaddress
    std::vector<Address> excluded;  ///< virtual_ipaddress_excluded
    std::vector<Track> interfaces;
    std::vector<Track> checks; ///< scripts, processes and files
    std::optional<Notify> notify;

    Family family() const { return addresses.empty() ? Family::V4 : addresses.front().network.address.family(); }
};

struct Conf
{
    std::vector<std::string> files; ///< the first is the configuration, the others are included
    std::string routerId;
    std::uint8_t version = 2; ///< vrrp_version: of instances that say none
    Duration startupDelay{};
    std::optional<Place> strict; ///< where vrrp_strict stands
    bool scriptSecurity = false;
    std::vector<Script> scripts;
    std::vector<Process> processes;
    std::vector<TrackFile> trackFiles;
    std::vector<Group> groups;
    std::vector<Instance> instances;
    std::vector<Remark> remarks; ///< in the files' order

    /// RFC 5798 for IPv6 instances, whatever vrrp_version says, as Keepalived has it.
    std::uint8_t versionOf(const Instance &instance) const;
    bool isRefused() const; ///< Keepalived does not start with it, or it is no configuration yet (a template)
    /// "keepalived.conf:12"
    std::string placeText(Place at) const;
};

} // namespace tandem::keepalived
