"""Models to train, and what Python's training makes of them; the tests do the same in .NET and compare."""
import math
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import nn, Tensor
from torch.optim import AdamW

EPOCHS, BATCHES, SIZE = 3, 4, 16


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.conv(x)))


class Cnn(nn.Module):
    """Scripted: BatchNorm and dropout know the training mode."""

    def __init__(self, blocks: int):
        super().__init__()
        self.stem = nn.Conv2d(1, 6, 3, padding=1)
        self.first = Residual(6)
        self.blocks = nn.Sequential(*[Residual(6) for _ in range(blocks - 1)])
        self.dropout = nn.Dropout(0.25)
        self.head = nn.Linear(6, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.boundaries(x)[0]

    @torch.jit.export
    def boundaries(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        first = self.first(self.stem(x))
        last = self.blocks(first)
        return self.head(self.dropout(last.mean(dim=(2, 3)))), first, last


class Layer(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        # Softmax does not see a bias of the keys: its gradient is rounding noise, which AdamW would blow up to full steps.
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(self.norm1(x)).chunk(3, dim=-1)
        weights = torch.softmax(q @ k.transpose(-2, -1) * 0.35, dim=-1)
        x = x + self.out(weights @ v)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Tagger(nn.Module):
    """Traced: one class for each token."""

    def __init__(self, layers: int):
        super().__init__()
        self.tokens = nn.Embedding(30, 8)
        self.layers = nn.ModuleList([Layer(8) for _ in range(layers)])
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 4)

    def forward(self, tokens: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        x = first = self.layers[0](self.tokens(tokens))
        for layer in self.layers[1:]:
            x = layer(x)
        return self.head(self.norm(x)), first, x


class Folded(nn.Module):
    """Its code holds a tensor that libtorch folds to a constant when it first runs; and one weight has two names."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(64, 64, bias=False)
        self.outer = nn.Linear(64, 64, bias=False)
        self.outer.weight = self.inner.weight
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        halves = torch.full([64], 0.5)
        return self.head(torch.tanh(self.outer(self.inner(x.flatten(1) * halves)) * halves))


class Probabilities(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.head(x.flatten(1)), dim=1)


class Exploding(nn.Module):
    """In training mode its seventh call, in the second epoch, divides by zero."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        y = self.head(x.flatten(1))
        if self.training:
            self.calls.add_(1)
            y = y / (self.calls < 7).float()
        return y


class Refused(nn.Module):
    """Overwrites what autograd still needs."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.exp(self.head(x.flatten(1)))
        y.mul_(2.0)
        return y


class Nothing(nn.Module):
    """Its output does not depend on a weight."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(x.flatten(1)).detach()


def cross_entropy(outputs, labels, teacher):
    return F.cross_entropy(outputs, labels)


def token_cross_entropy(outputs, labels, teacher):
    return F.cross_entropy(outputs[0].reshape(-1, 4), labels.reshape(-1), ignore_index=-100)


def probability_cross_entropy(outputs, labels, teacher):
    return F.nll_loss(F.log_softmax(torch.log(outputs), dim=1), labels)


def relative(student, teacher):
    return (student - teacher).pow(2).sum() / teacher.pow(2).sum()


def divergence(student, teacher, temperature):
    student, teacher = F.log_softmax(student / temperature, dim=1), F.log_softmax(teacher / temperature, dim=1)
    return F.kl_div(student, teacher, reduction="batchmean", log_target=True) * (temperature * temperature)


def distillation(outputs, labels, teacher):
    return divergence(outputs[0], teacher[0], 3.0).add(relative(outputs[1], teacher[1]) + relative(outputs[2], teacher[2]), alpha=0.25)


def token_distillation(outputs, labels, teacher):
    return relative(outputs[0], teacher[0]).add(relative(outputs[1], teacher[1]) + relative(outputs[2], teacher[2]), alpha=0.25)


def taught(outputs, labels, teacher):
    return cross_entropy(outputs, labels, None) + divergence(outputs, teacher, 3.0)


def token_taught(outputs, labels, teacher):
    known = labels.reshape(-1) >= 0
    student, original = outputs[0].reshape(-1, 4)[known], teacher[0].reshape(-1, 4)[known]
    return token_cross_entropy(outputs, labels, None) + divergence(student, original, 3.0)


def rate(step, steps, height, warm_up):
    climb = math.ceil(warm_up * steps)
    if step < climb:
        return height * (step + 1) / climb
    return height * 0.5 * (1 + math.cos(math.pi * (step - climb) / (steps - climb)))


def rows(epoch, batch):
    start = (epoch + batch) % BATCHES * SIZE
    return slice(start, start + SIZE)


def state(model):
    """All tensors, a shared one under each of its names."""
    for path, module in model.named_modules(remove_duplicate=False):
        for name, tensor in list(module.named_parameters(recurse=False)) + list(module.named_buffers(recurse=False)):
            yield f"{path}.{name}" if path else name, tensor


class Run:
    def __init__(self, folder, student, inputs, labels, loss, teacher=None, method="forward", trained=None, epochs=EPOCHS):
        self.epochs = epochs
        self.inputs, self.labels, self.loss, self.method, self.trained = inputs, labels, loss, method, trained
        self.student = torch.jit.load(str(folder / student))
        self.teacher = torch.jit.load(str(folder / teacher)).eval() if teacher else None

    def output(self):
        self.student.eval()
        with torch.no_grad():
            output = self.student(self.inputs[rows(0, 0)])
        return numbers(output if torch.is_tensor(output) else output[0])

    def run(self) -> dict:
        """The output before training and after each epoch, and the tensors that training changed, after the last one."""
        parameters = list(self.student.parameters())
        if self.trained is not None:
            for name, parameter in self.student.named_parameters():
                parameter.requires_grad_(name in self.trained)
            parameters = [parameter for parameter in parameters if parameter.requires_grad]
        optimizer = AdamW(parameters, lr=0.02, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05)
        torch.manual_seed(7)
        before = {name: tensor.clone() for name, tensor in state(self.student)}
        outputs = [self.output()]
        for epoch in range(1, self.epochs + 1):
            self.student.train(self.trained is None)
            for batch in range(BATCHES):
                self.step(parameters, optimizer, epoch, batch)
            outputs.append(self.output())
        changed = {name: numbers(tensor) for name, tensor in state(self.student) if not torch.equal(tensor, before[name])}
        return {"outputs": outputs, "changed": changed}

    def step(self, parameters, optimizer, epoch, batch):
        optimizer.zero_grad()
        inputs, labels = self.inputs[rows(epoch, batch)], self.labels[rows(epoch, batch)]
        outputs, targets = getattr(self.student, self.method)(inputs), None
        if self.teacher is not None:
            with torch.no_grad():
                targets = getattr(self.teacher, self.method)(inputs)
        self.loss(outputs, labels, targets).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 0.5)
        for group in optimizer.param_groups:
            group["lr"] = rate((epoch - 1) * BATCHES + batch, EPOCHS * BATCHES, 0.02, 0.2)
        optimizer.step()


def statistics(folder, images) -> dict:
    """The running statistics as the mean over six batches of what they run to."""
    model = torch.jit.load(str(folder / "cnn.pt")).train()
    torch.manual_seed(7)
    moments = []
    with torch.no_grad():
        for index in range(10):
            model(images[rows(index // BATCHES + 1, index % BATCHES)])
            moments.append({name: tensor.clone() for name, tensor in model.named_buffers()})
    for name, tensor in model.named_buffers():
        if tensor.is_floating_point():
            tensor.copy_(sum(moment[name].double() for moment in moments[4:]) / 6)
    return {name: numbers(tensor) for name, tensor in model.named_buffers()}


def sensitivities(folder, images) -> dict:
    """The mean over four batches of (weight · gradient)², where the loss is the cross-entropy of the most probable class."""
    model = torch.jit.load(str(folder / "cnn.pt")).eval()
    sums = {name: torch.zeros_like(weight, dtype=torch.float64) for name, weight in model.named_parameters()}
    for index in range(BATCHES):
        model.zero_grad()
        scores = model(images[rows(1, index)])
        torch.nn.functional.cross_entropy(scores, scores.argmax(-1)).backward()
        for name, weight in model.named_parameters():
            sums[name] += (weight.detach().double() * weight.grad.double()) ** 2
    return {name: [float(f"{value:.7g}") for value in (total / BATCHES).reshape(-1).tolist()] for name, total in sums.items()}


def numbers(tensor) -> list:
    """All values in row-major order, as short as they can be written."""
    values = tensor.detach().reshape(-1).numpy()
    return [float(str(value)) for value in values] if tensor.is_floating_point() else values.tolist()


def main(folder) -> dict:
    """Saves the models; returns the data, and what training on them gives."""
    torch.manual_seed(3)
    # Three digits are enough, and short in the file.
    images, labels = torch.round((torch.rand(BATCHES * SIZE, 1, 8, 8) - 0.5) * 1000) / 1000, torch.randint(5, (BATCHES * SIZE,))
    tokens, tags = torch.randint(30, (BATCHES * SIZE, 6)), torch.randint(4, (BATCHES * SIZE, 6))
    tags[torch.rand(tags.shape) < 0.2] = -100

    def script(name, model):
        torch.jit.script(model).save(str(folder / name))

    script("cnn.pt", Cnn(2))
    script("cnn_teacher.pt", Cnn(4))
    torch.jit.trace(Tagger(2).eval(), tokens[:2]).save(str(folder / "tagger.pt"))
    torch.jit.trace(Tagger(4).eval(), tokens[:2]).save(str(folder / "tagger_teacher.pt"))
    script("folded.pt", Folded())
    script("flagless.pt", Folded().requires_grad_(False))
    script("probabilities.pt", Probabilities())
    script("exploding.pt", Exploding())
    script("refused.pt", Refused())
    script("nothing.pt", Nothing())
    script("half.pt", Probabilities().half())

    head = {"head.weight", "head.bias", "blocks.0.norm.weight"}
    runs = {
        "finetune": Run(folder, "cnn.pt", images, labels, cross_entropy),
        "finetune two epochs": Run(folder, "cnn.pt", images, labels, cross_entropy, epochs=2),
        "distill": Run(folder, "cnn.pt", images, labels, distillation, "cnn_teacher.pt", "boundaries"),
        "freeze": Run(folder, "cnn.pt", images, labels, cross_entropy, trained=head),
        "finetune traced": Run(folder, "tagger.pt", tokens, tags, token_cross_entropy),
        "distill traced": Run(folder, "tagger.pt", tokens, tags, token_distillation, "tagger_teacher.pt"),
        "freeze traced": Run(folder, "tagger.pt", tokens, tags, token_cross_entropy, trained={"head.weight", "norm.bias"}),
        "finetune folded": Run(folder, "folded.pt", images, labels, cross_entropy),
        "finetune with scores": Run(folder, "cnn.pt", images, labels, taught, "cnn_teacher.pt"),
        "finetune with scores traced": Run(folder, "tagger.pt", tokens, tags, token_taught, "tagger_teacher.pt"),
        "finetune probabilities": Run(folder, "probabilities.pt", images, labels, probability_cross_entropy),
    }
    data = {
        "images": images,
        "labels": labels,
        "tokens": tokens,
        "tags": tags,
        "image scores": runs["finetune with scores"].teacher(images),
        "token scores": runs["finetune with scores traced"].teacher(tokens)[0],
    }
    return {
        "data": {name: numbers(tensor) for name, tensor in data.items()},
        "runs": {name: run.run() for name, run in runs.items()},
        "statistics": statistics(folder, images),
        "sensitivities": sensitivities(folder, images),
    }
