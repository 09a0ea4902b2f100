// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/ipaddress.h"
#include "base/types.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The cluster file as values. Every field holds what is in force: defaults are filled in, secrets' files are named,
/// not read.
namespace tandem::config {

enum class EngineKind : std::uint8_t { Tandemd, Keepalived };
enum class Mode : std::uint8_t { None, Passive, Cooperative };
enum class CheckKind : std::uint8_t { MaxScale, Script, Tcp, Process, File, Gateway };

struct Node
{
    std::string name;
    IpAddress address; ///< source of its adverts; where its agent is reached
    std::optional<IpAddress> address6;
    std::string interface;
    std::uint8_t priority = 100; ///< 1..254; 255 = address owner
    std::string versionString;   ///< what its MaxScale greets with; may be empty
};

struct VirtualAddress
{
    IpNetwork network; ///< the prefix only validates
    std::string dev;   ///< empty: the instance's interface
    std::string label;
};

/// What differs on one node.
struct InstanceOverride
{
    std::optional<std::string> interface;
    std::optional<std::uint8_t> priority;
    std::optional<bool> nopreempt;
};

struct Instance
{
    std::string name;
    std::uint8_t version = 3;
    VirtualRouterId virtualRouterId;
    Duration advertInt{std::chrono::seconds(1)};
    std::vector<VirtualAddress> virtualAddresses; ///< at least one, all of one family
    /// virtual_ipaddress_excluded: kept with the others, but not in the adverts. Of either family; may be empty.
    std::vector<VirtualAddress> excludedAddresses;
    bool authPass = false;    ///< auth_type = "PASS"
    std::string password;     ///< auth_pass; empty where auth_pass_file is given
    std::string passwordFile; ///< absolute; empty where auth_pass is given
    bool unicast = false;
    bool nopreempt = false;
    Duration preemptDelay{};
    Duration startDelay{};           ///< after start and after link-up: nothing is claimed in it
    std::optional<int> leaseSeconds; ///< as written; nothing = derived (lease.h)
    bool fence = true;
    std::vector<std::string> trackInterfaces;
    std::vector<std::string> tracks;                   ///< names of checks
    std::map<std::string, InstanceOverride> overrides; ///< by node name

    // What is in force on one node.
    std::string interfaceOn(const Node &node) const;
    std::uint8_t priorityOn(const Node &node) const;
    bool nopreemptOn(const Node &node) const;
    Family family() const { return virtualAddresses.front().network.address.family(); }
};

struct SyncGroup
{
    std::string name;
    std::vector<std::string> members;
};

struct MaxScale
{
    std::string url = "http://127.0.0.1:8989";
    std::string caFile;
    std::string user;
    std::string password; ///< or:
    std::string passwordFile;
    std::string adminUser; ///< in force: user where none is given
    std::string adminPassword;
    std::string adminPasswordFile;
    std::string loginUser; ///< logs in at a listener now and then; empty: nobody does
    std::string loginPassword; ///< or:
    std::string loginPasswordFile;
    Duration loginInterval{std::chrono::seconds(10)};
    Mode mode = Mode::None;
    std::vector<std::uint16_t> listeners;
    std::vector<std::string> servers;
};

struct Check
{
    std::string name;
    CheckKind kind = CheckKind::MaxScale;
    Duration interval{std::chrono::seconds(2)};
    Duration timeout{std::chrono::seconds(1)};
    int fall = 2;
    int rise = 2;
    int weight = 0;     ///< 0: FAULT; else added to the priority
    std::string script; ///< kind = "script": a command (commandline.h), its program absolute
    IpAddress host = *IpAddress::parse("127.0.0.1"); ///< kind = "tcp"
    std::uint16_t port = 0;                          ///< kind = "tcp"
    std::string process;                             ///< kind = "process": a program's name, without a directory
    std::string file;                                ///< kind = "file": absolute
    bool initFail = false;                           ///< down until `rise` good looks; else the first look decides
};

/// "0.0.0.0:8732"
struct Endpoint
{
    IpAddress address;
    std::uint16_t port = 0;
    std::string toString() const;
};

struct Helper
{
    Endpoint listen;
    Endpoint metrics;
    int journalSize = 200; ///< MB of 10^6 octets, for the journal's file and what SQLite keeps beside it
};

struct Cluster
{
    std::string name;
    EngineKind engine = EngineKind::Tandemd;
    std::vector<Node> nodes;
    std::vector<Instance> instances;
    std::vector<SyncGroup> syncGroups;
    std::optional<MaxScale> maxscale;
    std::vector<Check> checks;
    std::string notifyScript; ///< a command (commandline.h), its program absolute; may be empty
    Helper helper;

    const Node *nodeNamed(const std::string &nodeName) const;
    const Check *checkNamed(const std::string &checkName) const;
    const Instance *instanceNamed(const std::string &instanceName) const;
};

} // namespace tandem::config
