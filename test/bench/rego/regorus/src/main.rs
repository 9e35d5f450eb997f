// Measures the workloads on regorus, once with its interpreter and once with its virtual machine, input already parsed.
// Usage: bench WORKLOADS.json  ->  one line of JSON a workload: name, ns (interpreter), vm (virtual machine), value.
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use std::time::{Duration, Instant};

fn main() {
    let path = std::env::args().nth(1).expect("workloads");
    let workloads: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for w in workloads.as_array().unwrap() {
        let text = |key: &str| w[key].as_str().unwrap().to_string();
        let json = |key: &str| Value::from_json_str(&w[key].to_string()).unwrap();
        let mut engine = Engine::new();
        engine.add_policy("policy.rego".into(), text("module")).unwrap();
        engine.add_data(json("data")).unwrap();
        let entry: Rc<str> = text("path").into();
        let policy = engine.compile_with_entrypoint(&entry).unwrap();
        let input = json("input");
        let value = policy.eval_with_input(input.clone()).unwrap();
        let ns = median(|| drop(policy.eval_with_input(input.clone()).unwrap()));
        let vm = Compiler::compile_from_policy(&policy, &[&text("path")]).ok().and_then(|program| {
            let mut vm = RegoVM::new();
            vm.load_program(program);
            vm.set_data(json("data")).ok()?;
            let mut run = || -> Option<Value> {
                vm.set_input(input.clone());
                vm.execute().ok()
            };
            if run()? != value {
                return None;
            }
            Some(median(|| drop(run())))
        });
        let shown: serde_json::Value = serde_json::from_str(&value.to_json_str().unwrap()).unwrap();
        println!("{}", serde_json::json!({"name": text("name"), "ns": ns, "vm": vm, "value": shown}));
    }
}

fn median(mut run: impl FnMut()) -> f64 {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(300) {
        run();
    }
    let once = Instant::now();
    run();
    let batch = (0.02 / once.elapsed().as_secs_f64().max(1e-9)).max(1.0) as usize;
    let mut times: Vec<f64> = (0..31)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..batch {
                run();
            }
            start.elapsed().as_secs_f64() * 1e9 / batch as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
